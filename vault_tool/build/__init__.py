"""From source documents to a vault of notes: plans, never files."""

"""How results are laid out for people and for machines: values in, text out; nothing here opens a file or counts."""

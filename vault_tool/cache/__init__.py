"""What was found before, and when that still holds; `store.keeping` has the files, and `store.rows` looks at the disk.

A *run* is everything that one call printed, and the state of all that it depended on; where that is the same, what was
printed is printed again and nothing else is done, or even imported. So these modules import next to nothing.
"""

"""Files that people send in a meeting: received in pieces, recognised by content, scanned, sealed and given out."""

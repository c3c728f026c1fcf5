"""What goes out to people: letters and text messages."""

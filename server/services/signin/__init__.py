"""How staff get in: set-up, two factors, sessions, and what a person changes about their own ways in."""

"""What administrators decide about: units, staff, policies, settings, and running meetings from outside."""

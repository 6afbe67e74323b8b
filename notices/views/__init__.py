"""Pages of seats and invitations, and the inbox."""

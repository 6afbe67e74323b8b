"""Pages of the tree, seats, committees, sign-in and the audit trail."""

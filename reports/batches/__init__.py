"""Letters to many units at once: one to each that owes, drafted, presented, numbered, printed and issued together."""

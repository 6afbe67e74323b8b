"""Where an issued document goes inside the application, and who has opened it."""

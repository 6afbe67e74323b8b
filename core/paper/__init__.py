"""Paper: the document font, HTML to PDF and to pictures in a bounded child process, QR codes."""

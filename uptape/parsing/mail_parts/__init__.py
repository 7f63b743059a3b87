"""The trades behind `mime`: charsets, transfer encodings, headers, and the bounded way through damaged mails."""

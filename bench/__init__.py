"""Speed, measured side by side in one interleaved run: ratios travel between machines, absolute numbers do not."""

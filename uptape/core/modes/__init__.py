"""One pure function per mode: who of the eligible gets the lead."""

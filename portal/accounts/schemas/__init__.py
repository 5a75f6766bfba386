"""What mail addresses and passwords must look like."""

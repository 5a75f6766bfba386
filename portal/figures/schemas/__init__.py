"""What figures are made of, without a database."""

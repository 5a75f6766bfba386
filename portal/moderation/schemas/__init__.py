"""What is looked for in what people write, without a database."""

"""How fast Duban is, beside the same durable writes in raw SQL: `make bench`. A timing is never an assertion of a test."""

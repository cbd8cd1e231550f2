"""Pure rules of the office: no ORM, no database, plain values in and out."""

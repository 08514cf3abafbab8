"""What landing would do with files, found out without a stack."""

"""Checks a dropped file against its contract, in a stream: good rows to bronze, refused rows to quarantine."""

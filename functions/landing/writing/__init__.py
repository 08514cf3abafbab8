"""What a checked file leaves: bronze, quarantine and its control totals."""

"""Node and Azurite: found on the system or brought, as locked."""

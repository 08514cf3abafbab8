"""The local stack: Azurite, the functions host and the warm job process, all in one folder."""

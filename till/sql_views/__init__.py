"""Views over gold for SQL endpoints in Azure, with what the marts say of themselves as comments, and grants."""

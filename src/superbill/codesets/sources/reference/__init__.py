"""Small code lists: place of service, remark codes, modifiers and others."""

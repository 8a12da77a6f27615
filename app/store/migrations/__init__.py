"""The schema's history; `app.store.schema` runs it, inside one transaction."""

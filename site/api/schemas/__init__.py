"""The shapes of the API, as pydantic models: they check, and they write the OpenAPI document."""

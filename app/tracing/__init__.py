"""Source tracing upstream and impact downstream (溯源与下游影响): pure, on the arrays of `app.network`."""

"""One file a use that needs several rooms; the API and the command line both call it (用例)."""

// The module's first files are on their way.

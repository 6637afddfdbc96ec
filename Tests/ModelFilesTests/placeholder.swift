// The module's first tests are on their way.

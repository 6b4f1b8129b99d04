"""The tests of ticketstub: engine, APIs, contracts, documents."""

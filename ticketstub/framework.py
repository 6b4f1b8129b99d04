"""The parts of Connexion that we stand on, imported in one place.

Connexion imports Starlette's test client along the way, which warns about the HTTP
library that it uses; that is nothing a user of ticketstub can change.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("ignore", message=".*starlette.testclient")
    from connexion.middleware import ConnexionMiddleware
    from connexion.middleware.abstract import SpecMiddleware
    from connexion.middleware.exceptions import ExceptionMiddleware
    from connexion.middleware.lifespan import LifespanMiddleware
    from connexion.middleware.main import API
    from connexion.middleware.server_error import ServerErrorMiddleware
    from connexion.operations import AbstractOperation, OpenAPIOperation
    from connexion.resolver import Resolution, Resolver
    from connexion.spec import OpenAPISpecification, Specification

__all__ = [
    "API",
    "AbstractOperation",
    "ConnexionMiddleware",
    "ExceptionMiddleware",
    "LifespanMiddleware",
    "OpenAPIOperation",
    "OpenAPISpecification",
    "Resolution",
    "Resolver",
    "ServerErrorMiddleware",
    "SpecMiddleware",
    "Specification",
]

"""Names of media types, as contracts and headers write them."""


def base_name(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether bodies of a media type are JSON."""
    name = base_name(media_type)
    return name == "application/json" or name.endswith("+json")

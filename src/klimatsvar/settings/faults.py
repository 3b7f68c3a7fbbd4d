"""What is wrong with settings, as messages."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from klimatsvar.texts.messages import Message


def faults(error: ValidationError) -> tuple[Message, ...]:
    """Return what pydantic found, each as a message."""
    return tuple(fault_of(fault) for fault in error.errors())


def fault_of(fault: ErrorDetails, name: str = "") -> Message:
    """Return one thing that pydantic found; ``name`` is of what, where pydantic doesn't know."""
    context = fault.get("ctx", {})
    limits = [context[name] for name in ("ge", "le", "gt", "lt", "min_length") if name in context]
    return Message.of(
        _FAULTS.get(fault["type"], "setting_wrong"),
        name=name or ".".join(map(str, fault["loc"])),
        said=fault["msg"],
        limit=limits[0] if limits else "",
        **{name: context[name] for name in _SHARED if name in context},
        one_of=str(context.get("expected", "")).replace(" or ", ", "),
    )


_SHARED = ("one", "other", "setting", "folder")
"""What the message about departments that share something names."""
_FAULTS = {
    "address_has_secret": "setting_with_secret",
    "bool_parsing": "setting_not_true_or_false",
    "date_from_datetime_parsing": "setting_not_a_day",
    "date_parsing": "setting_not_a_day",
    "belongs_to_departments": "setting_of_departments",
    "department_is_api": "department_is_api",
    "departments_share": "departments_share",
    "extra_forbidden": "setting_unknown",
    "float_parsing": "setting_not_a_number",
    "greater_than": "setting_too_low",
    "greater_than_equal": "setting_below",
    "header_without_proxies": "setting_needs_proxies",
    "int_from_float": "setting_not_whole",
    "int_parsing": "setting_not_whole",
    "int_type": "setting_not_whole",
    "less_than_equal": "setting_above",
    "literal_error": "setting_none_of",
    "mail_without_tls": "setting_needs_tls",
    "milvus_has_secret": "milvus_with_secret",
    "milvus_publishes_itself": "setting_needs_faiss",
    "milvus_without_uri": "setting_needs_uri",
    "missing": "setting_missing",
    "not_corpus_name": "setting_not_corpus_name",
    "not_milvus_address": "setting_not_milvus_address",
    "report_without_mail": "setting_needs_mail",
    "source_account": "source_needs_both",
    "source_has_secret": "source_with_secret",
    "source_is_answers": "source_is_answers",
    "source_of_one_kind": "source_of_one_kind",
    "string_pattern_mismatch": "setting_of_other_form",
    "string_too_short": "setting_too_short",
    "string_type": "setting_not_text",
    "too_short": "setting_too_short",
    "tuple_type": "setting_not_a_list",
    "url_parsing": "setting_not_an_address",
    "url_scheme": "setting_not_an_address",
}
"""Keys of messages, by pydantic's names of what is wrong and by ours."""

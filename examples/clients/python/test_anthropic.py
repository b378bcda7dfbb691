"""Anthropic's own client for Python."""

import anthropic
import pytest
from conftest import ENDLESS, MODEL, QUESTION, echo, eventually, user

FORECAST = {
    "name": "forecast",
    "description": "Tomorrow's weather in a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


@pytest.fixture
def claude(gateway):
    with anthropic.Anthropic(
        base_url=gateway.base_url.removesuffix("/v1"), api_key="sk-unlimited", max_retries=0, timeout=20
    ) as client:
        yield client


def fields(content=QUESTION, **more):
    return {"model": MODEL, "max_tokens": 100, "messages": user(content), **more}


def test_a_message_is_answered(claude):
    message = claude.messages.create(**fields())
    assert message.content[0].text == echo()
    assert message.stop_reason == "end_turn"
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0
    assert message._request_id


def test_a_stream_has_the_same_text(claude):
    with claude.messages.stream(**fields()) as stream:
        text = "".join(stream.text_stream)
        message = stream.get_final_message()
    assert text == echo()
    assert message.content[0].text == text
    assert message.usage.input_tokens > 0


def test_a_tool_is_used(claude):
    with claude.messages.stream(**fields(tools=[FORECAST], tool_choice={"type": "any"})) as stream:
        message = stream.get_final_message()
    assert message.stop_reason == "tool_use"
    call = message.content[-1]
    assert call.name == "forecast"
    assert isinstance(call.input["city"], str)
    answer = [
        {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in message.content]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "rain"}]},
    ]
    after = claude.messages.create(**{**fields(tools=[FORECAST]), "messages": user(QUESTION) + answer})
    assert after.content


def test_a_stop_sequence_is_told(claude):
    message = claude.messages.create(**fields(stop_sequences=["asked"]))
    assert message.stop_reason == "stop_sequence"
    assert message.stop_sequence == "asked"
    assert "asked" not in message.content[0].text


def test_errors_have_the_clients_classes(claude):
    with pytest.raises(anthropic.BadRequestError, match=r"messages\.0\.content"):
        claude.messages.create(**{**fields(), "messages": [{"role": "user", "content": []}]})
    with pytest.raises(anthropic.AuthenticationError):
        claude.with_options(api_key="wrong").messages.create(**fields())
    with pytest.raises(anthropic.NotFoundError):
        claude.messages.create(**{**fields(), "model": "unknown"})


def test_models_are_listed(claude):
    assert MODEL in [model.id for model in claude.models.list()]


def test_a_client_that_leaves_ends_the_call(claude, gateway):
    before = gateway.requests("cancelled")
    with claude.messages.stream(**fields(ENDLESS)) as stream:
        next(iter(stream.text_stream))
    eventually(lambda: gateway.requests("cancelled") > before)

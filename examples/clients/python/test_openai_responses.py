"""OpenAI's own client for Python, on the Responses API."""

import asyncio
import json

import openai
import pytest
from conftest import ENDLESS, MODEL, QUESTION, THINKER, echo, eventually, user
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import BaseModel, TypeAdapter


class Capital(BaseModel):
    city: str
    population: int


TOOL = openai.pydantic_function_tool(Capital, name="note_capital")

FORECAST = {
    "type": "function",
    "name": "forecast",
    "description": "Tomorrow's weather in a city",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    "strict": False,
}
WEATHER = "What is the forecast for Paris?"


def ask(client, content=QUESTION, **fields):
    return client.responses.create(**{"model": MODEL, "input": content, **fields})


def streamed(client, content=QUESTION, **fields):
    """The helper's events, and the response that it makes of them."""
    with client.responses.stream(**{"model": MODEL, "input": content, **fields}) as stream:
        return list(stream), stream.get_final_response()


def parsed(client, stream, **fields):
    if not stream:
        return client.responses.parse(**fields)
    with client.responses.stream(**fields) as events:
        return events.get_final_response()


def answer(client, stream, content, **fields):
    return streamed(client, content, **fields)[1] if stream else ask(client, content, **fields)


@pytest.mark.parametrize("stream", [False, True])
def test_a_response_has_text_and_usage(client, stream):
    response = answer(client, stream, QUESTION)
    assert (response.status, response.model, response.output_text) == ("completed", MODEL, echo(max_tokens=1048576))
    assert response.usage.output_tokens == 18
    assert response.usage.total_tokens == response.usage.input_tokens + 18


def test_a_whole_response_is_valid_by_the_clients_types(client):
    raw = client.responses.with_raw_response.create(model=THINKER, input=WEATHER, tools=[FORECAST])
    response = TypeAdapter(Response).validate_json(raw.text)
    assert [item.type for item in response.output] == ["reasoning", "function_call"]


@pytest.mark.parametrize("fields", [{}, {"reasoning": {"summary": "auto"}}])
@pytest.mark.parametrize("question", [QUESTION, WEATHER])
def test_every_event_is_valid_by_the_clients_types(client, fields, question):
    streaming = client.responses.with_streaming_response
    body = {"model": THINKER, "input": question, "tools": [FORECAST], "stream": True, **fields}
    with streaming.create(**body) as response:
        data = [line.removeprefix("data: ") for line in response.iter_lines() if line.startswith("data: ")]
    events = [TypeAdapter(ResponseStreamEvent).validate_json(event) for event in data]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert [events[0].type, events[-1].type] == ["response.created", "response.completed"]
    items = [event.item for event in events if event.type == "response.output_item.done"]
    assert items == events[-1].response.output
    assert [item.type for item in items] == ["reasoning", "function_call" if question == WEATHER else "message"]


def test_the_stream_helper_tells_the_text_as_it_comes(client):
    events, response = streamed(client)
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == response.output_text
    assert response.usage == ask(client).usage


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_is_called_and_the_answer_tells_its_result(client, stream):
    turns = user(WEATHER)
    first = answer(client, stream, turns, model=THINKER, tools=[FORECAST])
    thoughts, call = first.output
    assert thoughts.content[0].text
    assert (call.type, call.name, json.loads(call.arguments)) == ("function_call", "forecast", {"city": "Paris"})
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "light rain"}
    last = answer(client, stream, [*turns, *first.output, result], model=THINKER, tools=[FORECAST])
    assert 'was told: "light rain"' in last.output_text
    assert last.usage.output_tokens_details.reasoning_tokens > 0


def test_the_stream_helper_tells_the_arguments_as_they_come(client):
    events, response = streamed(client, WEATHER, tools=[FORECAST])
    deltas = [event.delta for event in events if event.type == "response.function_call_arguments.delta"]
    [done] = [event for event in events if event.type == "response.function_call_arguments.done"]
    assert "".join(deltas) == done.arguments == response.output[0].arguments


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_is_parsed_by_a_pydantic_schema(client, stream):
    response = parsed(client, stream, model=MODEL, input=QUESTION, text_format=Capital)
    assert response.output_parsed == Capital(city="simulated", population=42)


@pytest.mark.parametrize("stream", [False, True])
def test_a_call_is_parsed_by_a_pydantic_schema(client, stream):
    fields = {"model": MODEL, "input": "Note the capital Paris", "tools": [TOOL]}
    [call] = parsed(client, stream, **fields).output
    assert isinstance(call.parsed_arguments, Capital)
    assert call.parsed_arguments.city == "Paris"


def test_an_answer_that_was_cut_is_incomplete(client):
    response = ask(client, max_output_tokens=2)
    assert (response.status, response.incomplete_details.reason) == ("incomplete", "max_output_tokens")
    *_, last = ask(client, max_output_tokens=2, stream=True)
    assert (last.type, last.response.usage.output_tokens) == ("response.incomplete", 2)


def test_asyncio_gives_the_same(settings):
    async def test():
        async with openai.AsyncOpenAI(**settings) as client:
            async with client.responses.stream(model=MODEL, input=QUESTION) as stream:
                types = {event.type async for event in stream}
                return types, await stream.get_final_response()

    types, response = asyncio.run(asyncio.wait_for(test(), 60))
    assert "response.output_text.done" in types
    assert response.output_text == echo(max_tokens=1048576)


@pytest.mark.parametrize(
    ("fields", "error_class"),
    [
        ({"temperature": 3}, openai.BadRequestError),
        ({"model": "gpt-4o"}, openai.NotFoundError),
        ({"input": "@@fail=at-once"}, openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_errors_have_the_clients_classes(client, fields, error_class, stream):
    with pytest.raises(error_class):
        ask(client, stream=stream, **fields)


def test_a_failure_within_a_stream_is_raised(client):
    with pytest.raises(openai.APIError, match="Triton"):
        streamed(client, "@@tokens=9 @@fail=midstream")


def test_a_stream_that_is_closed_ends_at_triton(gateway, client):
    before = gateway.requests("cancelled")
    with ask(client, ENDLESS, stream=True) as stream:
        next(event for event in stream if event.type == "response.output_text.delta")
    eventually(lambda: gateway.requests("cancelled") == before + 1)

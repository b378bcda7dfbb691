"""Anthropic's own client for Python."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import anthropic
import pytest
from anthropic.types import Message, RawMessageStreamEvent
from conftest import ENDLESS, MODEL, QUESTION, THINKER, echo, eventually, user
from pydantic import BaseModel, TypeAdapter


class Capital(BaseModel):
    city: str
    population: int


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


THINKS = {"model": THINKER, "thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4096}
WEATHER = "What is the forecast for Paris?"


def answer(claude, stream, **body):
    if not stream:
        return claude.messages.create(**body)
    with claude.messages.stream(**body) as events:
        assert list(events)
        return events.get_final_message()


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


def test_a_whole_message_is_valid_by_the_clients_types(claude):
    raw = claude.messages.with_raw_response.create(**fields(WEATHER, tools=[FORECAST], **THINKS))
    message = TypeAdapter(Message).validate_json(raw.text())
    assert [block.type for block in message.content] == ["thinking", "tool_use"]


@pytest.mark.parametrize("question", [QUESTION, WEATHER])
def test_every_event_is_valid_by_the_clients_types(claude, question):
    body = fields(question, tools=[FORECAST], stream=True, **THINKS)
    with claude.messages.with_streaming_response.create(**body) as response:
        lines = [line for line in response.iter_lines() if line]
    named = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    data = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    events = [TypeAdapter(RawMessageStreamEvent).validate_json(event) for event in data]
    assert [event.type for event in events] == named
    assert [events[0].type, events[-1].type] == ["message_start", "message_stop"]
    started = [event for event in events if event.type == "content_block_start"]
    last = "tool_use" if question == WEATHER else "text"
    assert [(event.index, event.content_block.type) for event in started] == [(0, "thinking"), (1, last)]


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_thinks_and_uses_a_tool_and_tells_its_result(claude, stream):
    body = fields(WEATHER, tools=[FORECAST], **THINKS)
    first = answer(claude, stream, **body)
    thoughts, call = first.content
    assert thoughts.thinking and thoughts.signature
    assert (call.name, call.input, first.stop_reason) == ("forecast", {"city": "Paris"}, "tool_use")
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "light rain"}
    body["messages"] += [{"role": "assistant", "content": first.content}, *user([result])]
    last = answer(claude, stream, **body)
    assert 'was told: "light rain"' in last.content[-1].text
    assert last.stop_reason == "end_turn"
    assert last.usage.input_tokens > first.usage.input_tokens


def test_a_model_that_is_not_to_think_does_not(claude):
    for thinking in [{}, {"thinking": {"type": "disabled"}}]:
        message = claude.messages.create(**fields(model=THINKER, **thinking))
        assert [block.type for block in message.content] == ["text"]


@pytest.mark.parametrize("stream", [False, True])
def test_the_tool_runner_runs_tools(claude, stream):
    @anthropic.beta_tool
    def forecast(city: str) -> str:
        """Tomorrow's weather in a city."""
        return f"rain in {city}"

    runner = claude.beta.messages.tool_runner(**fields(WEATHER, tools=[forecast], stream=stream))
    assert 'was told: "rain in Paris"' in runner.until_done().content[-1].text


def test_an_answer_is_parsed_by_a_pydantic_schema(claude):
    message = claude.messages.parse(**fields(output_format=Capital))
    assert message.parsed_output == Capital(city="simulated", population=42)


def test_tokens_are_counted_as_the_message_uses_them(claude):
    body = {"model": THINKER, "messages": user(QUESTION), "system": "Be brief.", "tools": [FORECAST]}
    assert claude.messages.count_tokens(**body).input_tokens > 300
    with pytest.raises(anthropic.APIStatusError, match="tokenizer") as raised:
        claude.messages.count_tokens(**{**body, "model": MODEL})
    assert raised.value.status_code == 501


def test_a_failure_within_a_stream_is_raised(claude):
    with pytest.raises(anthropic.APIStatusError, match="Triton"):
        answer(claude, True, **fields("@@tokens=9 @@fail=midstream"))


def run(gateway, test):
    """Runs a test with a client of its own loop, within a minute."""

    async def with_client():
        url = gateway.base_url.removesuffix("/v1")
        async with anthropic.AsyncAnthropic(base_url=url, api_key="sk-unlimited", max_retries=0, timeout=20) as claude:
            return await test(claude)

    return asyncio.run(asyncio.wait_for(with_client(), 60))


async def streamed(claude, content):
    async with claude.messages.stream(**fields(content)) as stream:
        text = "".join([part async for part in stream.text_stream])
        return text, await stream.get_final_message()


def test_asyncio_gives_the_same(gateway):
    text, message = run(gateway, lambda claude: streamed(claude, QUESTION))
    assert text == message.content[0].text == echo()


def test_asyncio_parses_calls_tools_and_raises_errors(gateway):
    async def test(claude):
        parsed = await claude.messages.parse(**fields(output_format=Capital))
        called = await claude.messages.create(**fields(tools=[FORECAST], tool_choice={"type": "any"}))
        with pytest.raises(anthropic.AuthenticationError):
            await claude.with_options(api_key="wrong").messages.create(**fields())
        with pytest.raises(anthropic.APIStatusError, match="Triton"):
            await streamed(claude, "@@tokens=9 @@fail=midstream")
        return parsed, called

    parsed, called = run(gateway, test)
    assert parsed.parsed_output == Capital(city="simulated", population=42)
    assert (called.content[-1].name, called.stop_reason) == ("forecast", "tool_use")


def test_headers_are_there_with_the_raw_response(claude, gateway):
    async def test(claude):
        raw = await claude.messages.with_raw_response.create(**fields())
        return raw.headers, await raw.parse()

    raw = claude.messages.with_raw_response.create(**fields())
    for headers, message in ((raw.headers, raw.parse()), run(gateway, test)):
        assert headers["request-id"] == message._request_id
        assert message.content[0].text == echo()


def test_a_raw_stream_has_headers_and_events(claude):
    raw = claude.messages.with_raw_response.create(**fields(stream=True))
    assert raw.headers["content-type"].startswith("text/event-stream")
    assert raw.headers["request-id"]
    events = list(raw.parse())
    assert "".join(event.delta.text for event in events if event.type == "content_block_delta") == echo()


def test_many_threads_share_a_client(claude):
    questions = [f"question {i}?" for i in range(100)]
    with ThreadPoolExecutor(max_workers=25) as threads:
        messages = list(threads.map(lambda question: claude.messages.create(**fields(question)), questions))
    assert [message.content[0].text for message in messages] == [echo(question) for question in questions]
    assert len({message.id for message in messages}) == 100


def test_a_hundred_streams_at_a_time_are_each_answered(gateway):
    questions = [f"question {i}?" for i in range(100)]

    async def test(claude):
        return await asyncio.gather(*[streamed(claude, question) for question in questions])

    assert [text for text, _ in run(gateway, test)] == [echo(question) for question in questions]

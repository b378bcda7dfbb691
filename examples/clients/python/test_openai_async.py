"""OpenAI's own client for Python, with asyncio."""

import asyncio

import openai
import pytest
from conftest import ENDLESS, MODEL, QUESTION, echo, eventually, user
from pydantic import BaseModel


class Capital(BaseModel):
    city: str
    population: int


TOOL = openai.pydantic_function_tool(Capital, name="note_capital")


def run(settings, test):
    """Runs a test with a client of its own loop, within a minute."""

    async def with_client():
        async with openai.AsyncOpenAI(**settings) as client:
            return await test(client)

    return asyncio.run(asyncio.wait_for(with_client(), 60))


async def ask(client, content=QUESTION, **fields):
    return await client.chat.completions.create(model=MODEL, messages=user(content), **fields)


async def streamed(client, content, **fields):
    stream = await ask(client, content, stream=True, **fields)
    return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])


def test_an_answer_has_text_usage_and_a_finish_reason(settings):
    answer = run(settings, ask)
    assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == (echo(), "stop")
    assert answer.usage.completion_tokens == 18


def test_a_stream_adds_up_to_the_whole_answer(settings):
    assert run(settings, lambda client: streamed(client, QUESTION)) == echo()


def test_the_stream_helper_builds_and_parses_the_completion(settings):
    async def test(client):
        stream = client.chat.completions.stream(model=MODEL, messages=user(QUESTION), response_format=Capital)
        async with stream as events:
            types = {event.type async for event in events}
            return types, await events.get_final_completion()

    types, built = run(settings, test)
    assert {"chunk", "content.delta", "content.done"} <= types
    assert built.choices[0].message.parsed == Capital(city="simulated", population=42)


def test_an_answer_is_parsed_by_a_pydantic_schema(settings):
    async def test(client):
        return await client.chat.completions.parse(
            model=MODEL, messages=user(QUESTION), response_format=Capital
        )

    assert run(settings, test).choices[0].message.parsed == Capital(city="simulated", population=42)


def test_a_tool_is_called_whole_and_as_a_stream(settings):
    fields = {"model": MODEL, "messages": user("Note the capital Paris"), "tools": [TOOL]}

    async def test(client):
        whole = await client.chat.completions.parse(**fields)
        async with client.chat.completions.stream(**fields) as events:
            return whole, await events.get_final_completion()

    for completion in run(settings, test):
        assert completion.choices[0].finish_reason == "tool_calls"
        [call] = completion.choices[0].message.tool_calls
        assert call.function.parsed_arguments.city == "Paris"


def test_headers_are_there_with_the_raw_response(settings):
    async def test(client):
        return await client.chat.completions.with_raw_response.create(model=MODEL, messages=user(QUESTION))

    raw = run(settings, test)
    assert raw.headers["x-request-id"] == raw.parse()._request_id


def test_plain_prompts_and_models(settings):
    async def test(client):
        answer = await client.completions.create(model=MODEL, prompt=QUESTION)
        return answer.choices[0].text, [model.id async for model in client.models.list()]

    text, models = run(settings, test)
    assert text == echo()
    assert MODEL in models


@pytest.mark.parametrize(
    ("fields", "error_class"),
    [
        ({"temperature": 3}, openai.BadRequestError),
        ({"content": "@@fail=at-once"}, openai.InternalServerError),
        ({"content": "@@fail=hang", "timeout": 0.5}, openai.APITimeoutError),
        ({"extra_headers": {"Authorization": "Bearer sk-wrong"}}, openai.AuthenticationError),
    ],
)
def test_errors_have_their_class(settings, fields, error_class):
    with pytest.raises(error_class) as raised:
        run(settings, lambda client: ask(client, **fields))
    assert type(raised.value) is error_class


def test_a_failure_within_a_stream_is_raised(settings):
    with pytest.raises(openai.APIError) as raised:
        run(settings, lambda client: streamed(client, "@@tokens=9 @@fail=midstream"))
    assert raised.value.code == "triton_error"


def test_a_hundred_requests_at_a_time_are_each_answered(settings):
    questions = [f"question {i}?" for i in range(100)]

    async def text(client, question):
        return (await ask(client, question)).choices[0].message.content

    async def test(client):
        whole = [text(client, question) for question in questions[:50]]
        streams = [streamed(client, question) for question in questions[50:]]
        return await asyncio.gather(*whole, *streams)

    assert run(settings, test) == [echo(question) for question in questions]


def test_a_hundred_streams_are_open_at_a_time(settings):
    first = []
    all_begun = asyncio.Event()

    async def one(client, i):
        stream = await ask(client, f"@@tokens=20 @@delay=50 stream {i}", stream=True)
        texts = []
        async for chunk in stream:
            if chunk.choices[0].delta.content:
                texts.append(chunk.choices[0].delta.content)
                if len(texts) == 1:
                    first.append(i)
                    if len(first) == 100:
                        all_begun.set()
                    # none reads on before all have begun
                    await all_begun.wait()
        return len(texts)

    async def test(client):
        return await asyncio.gather(*[one(client, i) for i in range(100)])

    assert run(settings, test) == [20] * 100


def test_a_task_that_is_cancelled_ends_its_stream_at_triton(gateway, settings):
    before = gateway.requests("cancelled")

    async def test(client):
        begun = asyncio.Event()

        async def read():
            async for chunk in await ask(client, ENDLESS, stream=True):
                if chunk.choices[0].delta.content:
                    begun.set()

        task = asyncio.create_task(read())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(settings, test)
    eventually(lambda: gateway.requests("cancelled") == before + 1)

"""openai-python gets embeddings; by itself it asks for base64."""

import math

import openai
import pytest

import conftest

MODEL = "bge-m3"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A gateway of its own: its routes have a model of embeddings."""
    gateway = conftest.gateway_with("embeddings/bge-m3", tmp_path_factory)
    try:
        with openai.OpenAI(base_url=gateway.url(), api_key="sk-unlimited", max_retries=0, timeout=20) as client:
            yield client
    finally:
        gateway.stop()


def cosine(one, other):
    return sum(a * b for a, b in zip(one, other)) / math.hypot(*one) / math.hypot(*other)


def test_texts_that_share_words_are_near(client):
    texts = ["the cat sat on the mat", "the cat lay on the mat", "interest rates rose sharply"]
    vectors = [one.embedding for one in client.embeddings.create(model=MODEL, input=texts).data]
    assert len(vectors) == 3
    assert cosine(vectors[0], vectors[1]) > 0.7
    assert cosine(vectors[0], vectors[2]) < 0.3


def test_tokens_that_nobody_counts_are_marked(client):
    usage = client.embeddings.create(model=MODEL, input="one two three").usage
    assert usage.prompt_tokens == usage.total_tokens == 4
    assert usage.estimated is True


def test_both_encodings_are_the_same(client):
    encoded = client.embeddings.create(model=MODEL, input="one").data[0].embedding
    numbers = client.embeddings.create(model=MODEL, input="one", encoding_format="float").data[0].embedding
    assert encoded == pytest.approx(numbers, abs=1e-7)


def test_an_empty_text_is_a_bad_request(client):
    with pytest.raises(openai.BadRequestError) as refused:
        client.embeddings.create(model=MODEL, input=["a", ""])
    assert refused.value.param == "input[1]"


def test_a_model_that_is_not_there_is_not_found(client):
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="other", input="a")

# Three stages: what serving needs, the models exported once with torch, and the image that runs without it.

FROM python:3.11-slim AS packages
WORKDIR /app
COPY requirements.lock pyproject.toml ./
COPY .ci/serving.py .ci/
# The lock pins everything; serving.py picks from it what serving imports, which leaves torch out.
RUN python -m venv /venv \
 && python .ci/serving.py requirements.lock pyproject.toml openai anthropic ollama > serving.lock \
 && /venv/bin/pip install --no-cache-dir --no-deps -r serving.lock

FROM python:3.11-slim AS models
WORKDIR /app
COPY requirements.lock pyproject.toml ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.lock
COPY service service
RUN PYTHONPATH=. /venv/bin/python -c "from pathlib import Path; from service.indexing.export import DEFAULT_MODEL, prepared; prepared(DEFAULT_MODEL, Path('/models'))"

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 dateline && mkdir /data && chown dateline /data
COPY --from=packages /venv /venv
COPY --from=models --chown=dateline /models /models
WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY service service
COPY prompts prompts
COPY models models
RUN /venv/bin/pip install --no-cache-dir --upgrade "setuptools>=77" && /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
ENV DATELINE_DATA=/data DATELINE_MODELS=/models DATELINE_HOST=0.0.0.0 PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
USER dateline
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["dateline", "serve"]

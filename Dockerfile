# syntax=docker/dockerfile:1
# docker build -t rehearsal-room .
# docker run -p 127.0.0.1:7860:7860 -v rehearsals:/data rehearsal-room
# What the container needs to be told is in docs/operating.md.

FROM python:3.13-slim AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/room
# The packages first: they change seldom, and this layer is large.
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY tests/support/requirements.py tests/support/requirements.py
RUN python tests/support/requirements.py otel > requirements.txt \
    && /opt/room/bin/pip install --constraint constraints.txt --requirement requirements.txt
COPY app app
COPY personas personas
COPY rubrics rubrics
COPY tests/scripts tests/scripts
RUN /opt/room/bin/pip install --constraint constraints.txt ".[otel]" \
    && /opt/room/bin/pip uninstall --yes pip \
    && /opt/room/bin/python -m compileall -q /opt/room

FROM python:3.13-slim
# Certificates, for endpoints and databases behind TLS; of any version, the newest fixes included.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin room \
    && install --directory --owner room --group room --mode 0700 /data
COPY --from=build /opt/room /opt/room
ENV PATH=/opt/room/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    REHEARSE_DATA_DIR=/data \
    REHEARSE_LOG=json \
    REHEARSE_LOG_LEVEL=info
# room, by number: whoever runs it can see that this is not root.
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
# Longer than REHEARSE_STOP_TIMEOUT must be what stops the container: docker stop --time 30.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["rehearse", "serve", "--host", "0.0.0.0", "--port", "7860", "--no-browser"]

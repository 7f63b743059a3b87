# Two stages: the second has the program and Python, no sources and no tools to build with.
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/uptape \
 && /opt/uptape/bin/pip install --no-cache-dir --disable-pip-version-check --constraint constraints.txt '.[postgres]'

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin uptape \
 && install -d -o uptape -g uptape -m 0750 /data
COPY --from=build /opt/uptape /opt/uptape
ENV PATH=/opt/uptape/bin:$PATH UPTAPE_CONFIG=/config/uptape.yaml PYTHONDONTWRITEBYTECODE=1
USER uptape
WORKDIR /data
VOLUME /data
EXPOSE 8025 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
ENTRYPOINT ["uptape"]
CMD ["serve"]

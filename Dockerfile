# Two stages: the front-end assets, then a slim Python image that runs as a user without rights.
FROM node:22-slim AS assets
WORKDIR /assets
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.12-slim
WORKDIR /srv/suyuan
COPY requirements.lock pyproject.toml README.md ./
RUN python -m pip install --no-cache-dir -r requirements.lock
COPY app app
COPY geodata geodata
COPY static static
COPY package.json package-lock.json ./
COPY --from=assets /assets/node_modules node_modules
RUN python -m pip install --no-cache-dir --no-deps -e .
RUN python -m app.web.vendor --from node_modules
RUN useradd --system --uid 10001 --home-dir /data suyuan && mkdir -p /data && chown suyuan /data && rm -rf node_modules
USER suyuan
ENV SUYUAN_DATA_DIR=/data SUYUAN_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["suyuan", "serve"]

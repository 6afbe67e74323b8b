# One image for migrate, web, worker and beat; docker-compose.yml gives each its command.

FROM node:24-slim AS front
WORKDIR /front
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The Python the tests run on.
FROM python:3.11-slim-bookworm
# What WeasyPrint loads; fonts come with the npm packages.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/srv/var
WORKDIR /srv/giot-hong
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.txt
COPY . .
COPY --from=front /front/node_modules ./node_modules
# Static files and translations are made here; the values only let the settings be read, nothing is connected to.
RUN SECRET_KEY=build DATA_KEYS=build MATCH_KEY=build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
    python -m config.supervisor prepare files \
    && useradd --system --uid 10001 --user-group giot \
    && chown -R giot:giot /srv/var
USER giot
EXPOSE 8000
CMD ["python", "-m", "config.processes", "web"]

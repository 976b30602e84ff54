# Two stages: wheels are built with a compiler, the product runs without one and without root.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --quiet --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONPATH=site:. PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production
RUN useradd --system --uid 10001 --home-dir /app totetaxi
WORKDIR /app
COPY --from=build /venv /venv
COPY --chown=totetaxi:totetaxi . .
# The build needs no secret: the settings only have to be well-formed to collect the static files.
RUN mkdir -p var && chown totetaxi:totetaxi var && \
    SECRET_KEY=only-for-collecting-static-files-0123456789-abcdefghij ALLOWED_HOSTS=build SITE_URL=https://build.invalid \
    DATABASE_URL=sqlite:///var/build.sqlite3 CACHE_URL=redis://build.invalid:6379/1 \
    STRIPE_SECRET_KEY=build STRIPE_PUBLISHABLE_KEY=build STRIPE_WEBHOOK_SECRET=build \
    python manage.py collectstatic --noinput --verbosity 0 && chown -R totetaxi:totetaxi var
USER totetaxi
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "-"]

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 DATABASE_URL=sqlite:////var/lib/smtp-bot/bot.db
WORKDIR /app
COPY requirements.txt ./
RUN pip install --disable-pip-version-check --require-hashes -r requirements.txt
COPY bot ./bot
COPY data ./data
RUN useradd --uid 10001 bot && install -d -o bot /var/lib/smtp-bot && python -m bot check
VOLUME ["/var/lib/smtp-bot"]
USER 10001
EXPOSE 3000
CMD ["gunicorn", "-c", "python:bot.serving", "bot.web:create_app()"]

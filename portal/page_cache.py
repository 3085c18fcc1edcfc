def watch(): pass
from portal.middleware import ResponseHeadersMiddleware as PageCacheMiddleware

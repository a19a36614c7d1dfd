package io.minicrm.app;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** What every process serves over HTTP: health and metrics. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WorkerProcess {}
